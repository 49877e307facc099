"""The schemes that Apprise knows, so that a URL can be checked without loading 200 plug-ins (0.3 to 1.8 s)."""

from __future__ import annotations

from alertd.errors import ConfigurationError

#: Apprise 2.2.0; a test compares it with what is installed.
KNOWN = frozenset(
    """
    46elks amqp amqps apprise apprises aprs atalk azure bark barks betterstack blink1 bluesky brevo bsky bulksms
    bulkvs burstsms chanify clickatell clicksend cliq cm d7sms dapnet dbus deltachat deltachats dingtalk discord
    dot eight00com elks emby embys enigma2 enigma2s evolution evolutions exotel fcm feishu firehydrant flock
    flowtriq flowtriqs fluxer fluxers form forms freemobile gchat gio github glib gnome goalert goalerts gorush
    gorushs gotify gotifys groundmail groupme growl guilded gupshup hassio hassios httpsms humhub humhubs ifttt
    ilert incidentio infobip irc ircs jellyfin jellyfins jira join json jsons kakao kakaotalk kaleyra kavenegar
    kde klr kodi kodis kook kudosity kumulos lametric lametrics lark lauther lfg line macosx mailersend mailgun
    mailto mailtos mastodon mastodons matrix matrixs misskey misskeys mmost mmosts mobilemessage mobilemsg mqtt
    mqtts msg91 msgbird ncloud nclouds nctalk nctalks nexmo nostr notica noticas notifiarr notifico notificos
    notifyre ntfy ntfys o365 octopush onebot onebots onesignal opsgenie pagerduty pagertree parsep parseps pbul
    pinglet pinglets pingram pjet pjets plivo postmark pover prowl psafer psafers push pushdeer pushdeers pushed
    pushme pushplus pushward pushy qq qt reddit resend revolt ringc rocket rockets rsyslog ryver schan sendgrid
    sendpulse serwersms ses session sessions seven sfr signal signalgrid signals signl4 simplepush sinch slack
    smpp smpps smsc smseagle smseagles smsmanager smsmgr smstunnel smtp2go sns sogs sparkpost spike splunk
    spugpush spush squadcast stackfield strmlabs synology synologys syslog telesign telnyx tgram threema toot
    toots trigv trigvs tweet twilio twist twitter vapid viber victorops voipms vonage webex wechat wecom
    wecombot whapi whatsapp windows workflow workflows wpush wxpusher wxteams x xbmc xbmcs xmatters xml xmls
    xmpp xmpps youlmk zalo zcliq zohocliq zoom zulip
    """.split()  # noqa: SIM905 - 255 quoted words are unreadable
)


#: Those that send text messages, where each 67 or 153 characters cost a segment.
SMS = frozenset(
    """
    46elks atalk bulksms bulkvs burstsms clickatell clicksend cm d7sms eight00com elks exotel freemobile httpsms
    infobip kaleyra kavenegar klr kudosity mobilemessage mobilemsg msg91 msgbird nexmo notifyre octopush plivo ringc
    serwersms seven sinch smsc smseagle smseagles smsmanager smsmgr smstunnel sns telesign telnyx twilio voipms
    vonage
    """.split()  # noqa: SIM905 - so many quoted words are unreadable
)


def scheme_of(url: str, channel: str) -> str:
    """Return the scheme of a channel's URL if Apprise knows it. The message holds no other part of the URL.

    >>> scheme_of("slack://A/B/C", "chat")
    'slack'
    >>> scheme_of("slak://A/B/C", "chat")
    Traceback (most recent call last):
    ...
    alertd.errors.ConfigurationError: channel 'chat': Apprise knows no slak://; did you mean slack://?
    """
    scheme, mark, rest = url.strip().partition("://")
    scheme = scheme.lower()
    if not mark or not rest.strip():
        raise ConfigurationError(f"channel {channel!r}: the url must look like slack://... or mailto://...")
    if scheme in KNOWN:
        return scheme
    from difflib import get_close_matches  # only a faulty file pays for it

    near = get_close_matches(scheme, sorted(KNOWN), n=1)
    hint = f"; did you mean {near[0]}://?" if near else ""
    # What stands before "://" may be a whole token that somebody pasted: show it only if it looks like a scheme.
    shown = scheme if scheme.isalnum() and len(scheme) <= 16 else "such scheme"
    raise ConfigurationError(f"channel {channel!r}: Apprise knows no {shown}://{hint}")
