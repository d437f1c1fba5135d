import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fuwutai.site.settings")
application = get_wsgi_application()
# What start-up made stays: without it the collector walks half a million objects again and again, a tenth of a request.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
