from django.urls import path
from django.http import HttpResponse
app_name = "web_hosting"
def v(request, **k): return HttpResponse("")
urlpatterns = [path(f"<slug:public_id>/{n}/", v, name=n) for n in ("detail","start_now","password","renew","change","overuse","mission","contract","quote")]
