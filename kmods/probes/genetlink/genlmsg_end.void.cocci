// SPDX-License-Identifier: GPL-2.0-only
// step: genlmsg_end=void
// since: 4.0
// reason: it returned the length of the skb, which was never an error, and now returns nothing

@@
expression skb, E;
@@
-return genlmsg_end(skb, E);
+genlmsg_end(skb, E);
+return skb->len;

@@
expression result, skb, E;
statement S;
@@
-result = genlmsg_end(skb, E);
-if (result < 0) S
+genlmsg_end(skb, E);

@@
expression skb, E;
statement S;
@@
-if (genlmsg_end(skb, E) < 0) S
+genlmsg_end(skb, E);

@@
expression result, skb, E;
@@
-result = genlmsg_end(skb, E);
+genlmsg_end(skb, E);
+result = skb->len;
