// SPDX-License-Identifier: GPL-2.0-only
// step: msghdr.msg_iov=absent
// since: 3.19, commit c0371da6047a
// reason: an iterator walks the data of a message; kernel_sendmsg() and kernel_recvmsg() take kernel memory and set the iterator up
// include: linux/net.h
// include: linux/uio.h

@filled@
identifier f, message, part;
@@
 f(...)
 {
 	<+...
-	message.msg_iov = &part;
 	...+>
 }

@@
identifier filled.f, filled.message;
expression count;
@@
 f(...)
 {
 	<...
-	message.msg_iovlen = count;
 	...>
 }

@@
identifier filled.f, filled.part;
@@
 f(...)
 {
 	<...
-	struct iovec part;
+	struct kvec part;
 	...>
 }

@@
identifier filled.f, filled.message, filled.part;
expression socket, size, flags;
@@
 f(...)
 {
 	<...
(
-	sock_recvmsg(socket, &message, size, flags)
+	kernel_recvmsg(socket, &message, &part, 1, size, flags)
|
-	sock_sendmsg(socket, &message, size)
+	kernel_sendmsg(socket, &message, &part, 1, size)
)
 	...>
 }
