// SPDX-License-Identifier: GPL-2.0-only
// step: skb_recv_datagram=flags
// since: 5.19, commit f4b41f062c42
// reason: whether to wait is one of the flags

@@
expression sock, flags, error;
@@
(
 skb_recv_datagram(sock,
-	0, 0,
+	0,
	error)
|
 skb_recv_datagram(sock, flags,
-	0,
	error)
|
 skb_recv_datagram(sock,
-	0, 1,
+	MSG_DONTWAIT,
	error)
|
 skb_recv_datagram(sock,
-	flags, 1,
+	(flags) | MSG_DONTWAIT,
	error)
)

@@
expression sock, flags, error, dont_wait;
@@
 skb_recv_datagram(sock,
-	flags, dont_wait,
+	(flags) | (dont_wait ? MSG_DONTWAIT : 0),
	error)
