// SPDX-License-Identifier: GPL-2.0-only
// step: cn_add_callback=message
// since: 2.6.32
// reason: a callback gets the message with its type, and the sender

@given@
expression id, name;
identifier f;
@@
 cn_add_callback(id, name, \(f\|&f\))

@@
identifier given.f, data, message;
@@
 f(
-	void *data
+	struct cn_msg *message, struct netlink_skb_parms *sender
 	)
 {
-	struct cn_msg *message = (struct cn_msg *)data;
 	... when != data
 }

@@
identifier given.f, data, message;
@@
 f(
-	void *data
+	struct cn_msg *message, struct netlink_skb_parms *sender
 	)
 {
-	struct cn_msg *message = data;
 	... when != data
 }

@@
identifier given.f, data;
@@
 f(
-	void *data
+	struct cn_msg *data, struct netlink_skb_parms *sender
 	)
 {
 	...
 }
