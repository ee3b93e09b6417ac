// SPDX-License-Identifier: GPL-2.0-only
// step: nlmsg_cancel=void
// since: 2.6.26
// reason: it always returned -EMSGSIZE, and now returns nothing

@@
expression skb, E;
@@
-return nlmsg_cancel(skb, E);
+nlmsg_cancel(skb, E);
+return -EMSGSIZE;
