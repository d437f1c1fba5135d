"""Words of which a data set holds a known number, for searches to look for: Chinese and English."""

# In five tickets at any size.
RARE = ("青铜齿轮箱", "quokkalith")
PLANTED = 5
# In one ticket of a hundred.
MIDDLE = ("磁盘配额", "defragmentation")
# In what people write every day: a sixth of the tickets or more.
COMMON = ("补充", "VPN")
