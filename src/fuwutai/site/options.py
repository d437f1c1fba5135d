"""What an installation may set, by environment (`FUWUTAI_...`) or in `fuwutai.toml` in its home folder.

Everything else is either a constant in the code or data that the administrator edits on a page.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


def _home() -> Path:
    return Path(os.environ.get("FUWUTAI_HOME", "var")).resolve()


class Options(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="FUWUTAI_", extra="forbid")

    home: Path = Field(default_factory=_home, description="Folder for the database file, attachments and secrets.")
    database: str = Field(default="", description="Database address; empty means SQLite in the home folder.")
    url: str = Field(default="http://127.0.0.1:8000", description="Address that people use, as written into mail.")
    hosts: list[str] = Field(default_factory=list, description="Further host names to answer to.")
    bind: str = Field(default="127.0.0.1:8000", description="Address and port of the web server.")
    workers: int = Field(default=1, ge=1, le=64, description="Web processes.")
    smtp_bind: str = Field(default="127.0.0.1:2525", description="Inbound SMTP listener; empty turns it off.")
    live_bind: str = Field(
        default="", description="Address of the live process; empty means the port after the web's; off turns it off."
    )
    live_url: str = Field(default="", description="Address of the live process for browsers, where a proxy serves it.")
    redis_url: str = Field(default="", description="Redis server through which several machines tell who is there.")
    behind_proxy: bool = Field(default=False, description="Trust X-Forwarded-For and -Proto of the proxy in front.")
    debug: bool = Field(default=False, description="Show tracebacks in the browser; never in production.")
    secret_key: str = Field(default="", description="Signs sessions and links; empty means one is made and kept.")
    keep_imports_days: int = Field(default=90, ge=1, description="Days until imported lists of people are deleted.")
    log_level: str = Field(default="INFO")

    @property
    def live_address(self) -> str:
        """Where the live process listens; empty when it is turned off."""
        if self.live_bind:
            return "" if self.live_bind == "off" else self.live_bind
        host, _colon, port = self.bind.rpartition(":")
        return f"{host}:{int(port) + 1}"

    @property
    def live_link(self) -> str:
        """Where browsers find the live process; empty when they can't, and ask now and then instead.

        A browser that reaches the web server itself reaches the live one on its port. Behind a proxy only the
        administrator knows.
        """
        if self.live_url or not self.live_address:
            return self.live_url.rstrip("/") if self.live_address else ""
        site = urlsplit(self.url)
        if self.behind_proxy or site.port != int(self.bind.rpartition(":")[2]):
            return ""
        host = f"[{site.hostname}]" if ":" in (site.hostname or "") else site.hostname
        return f"{site.scheme}://{host}:{self.live_address.rpartition(':')[2]}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _home() / "fuwutai.toml")

    def secret(self, name: str) -> str:
        """A random secret of this installation, made on first use and kept readable for its owner only."""
        path = self.home / "secrets" / name
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            # Exclusive creation: of two processes that start at once only one may choose.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()
