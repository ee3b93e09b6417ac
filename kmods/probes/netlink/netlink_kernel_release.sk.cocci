// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_kernel_release=sk
// since: 2.6.25, commit b7c6ba6eb12
// reason: only this counterpart of netlink_kernel_create() releases the socket's namespace, and accepts NULL
// words: sock_release

@created@
expression socket;
@@
 socket = netlink_kernel_create(...)

@@
expression created.socket;
@@
-sock_release(socket->sk_socket)
+netlink_kernel_release(socket)

@@
expression created.socket;
@@
-if (socket) netlink_kernel_release(socket);
+netlink_kernel_release(socket);
