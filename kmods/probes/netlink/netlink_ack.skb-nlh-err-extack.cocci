// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_ack=skb-nlh-err-extack
// since: 4.12
// reason: an acknowledgement may carry a text; with NULL it has none, as before

@@
expression skb, nlh, err;
@@
 netlink_ack(
-	skb, nlh, err
+	skb, nlh, err, NULL
 )
