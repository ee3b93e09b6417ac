// SPDX-License-Identifier: GPL-2.0-only
// step: skb_make_writable=absent
// since: 5.3
// reason: its successor returns an error code instead of a truth value

@@
expression skb, length;
@@
-!skb_make_writable(skb, length)
+skb_ensure_writable(skb, length)

@@
expression skb, length;
@@
-skb_make_writable(skb, length)
+!skb_ensure_writable(skb, length)
