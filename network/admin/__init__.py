from django.contrib import admin

from network.models import Application, GuidanceEnquiry, JoinRequest

admin.site.register([Application, GuidanceEnquiry, JoinRequest])
