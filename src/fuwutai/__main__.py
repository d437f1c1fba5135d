from fuwutai.site.cli import main

main()
