// SPDX-License-Identifier: GPL-2.0-only
// step: kernel_setsockopt=absent
// since: 5.8
// reason: what the kernel sets has functions of its own
// include: linux/tcp.h
// include: net/sock.h

@@
expression E, value, length;
type T;
@@
(
-kernel_setsockopt(E, SOL_SOCKET, SO_REUSEADDR, (T)&value, length)
+(value ? sock_set_reuseaddr(E->sk) : (void)0, 0)
|
-kernel_setsockopt(E, SOL_SOCKET, SO_KEEPALIVE, (T)&value, length)
+(value ? sock_set_keepalive(E->sk) : (void)0, 0)
|
-kernel_setsockopt(E, SOL_TCP, TCP_NODELAY, (T)&value, length)
+(value ? tcp_sock_set_nodelay(E->sk) : (void)0, 0)
|
-kernel_setsockopt(E, IPPROTO_TCP, TCP_NODELAY, (T)&value, length)
+(value ? tcp_sock_set_nodelay(E->sk) : (void)0, 0)
)
