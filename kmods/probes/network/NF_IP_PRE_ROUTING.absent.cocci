// SPDX-License-Identifier: GPL-2.0-only
// step: NF_IP_PRE_ROUTING=absent
// since: 2.6.25
// reason: the hooks have the same numbers for IPv4 and IPv6, and common names
// words: NF_IP_PRE_ROUTING NF_IP_LOCAL_IN NF_IP_FORWARD NF_IP_LOCAL_OUT NF_IP_POST_ROUTING

@@
@@
-NF_IP_PRE_ROUTING
+NF_INET_PRE_ROUTING

@@
@@
-NF_IP_LOCAL_IN
+NF_INET_LOCAL_IN

@@
@@
-NF_IP_FORWARD
+NF_INET_FORWARD

@@
@@
-NF_IP_LOCAL_OUT
+NF_INET_LOCAL_OUT

@@
@@
-NF_IP_POST_ROUTING
+NF_INET_POST_ROUTING
