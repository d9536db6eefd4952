from django.contrib import admin

from network.admin import staff as staff
from network.models import Application, GuidanceEnquiry, JoinRequest

admin.site.register([Application, GuidanceEnquiry, JoinRequest])
