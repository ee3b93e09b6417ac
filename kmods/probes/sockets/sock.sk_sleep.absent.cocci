// SPDX-License-Identifier: GPL-2.0-only
// step: sock.sk_sleep=absent
// since: 2.6.35
// reason: where a socket's sleepers wait is asked by a function
// include: net/sock.h

@@
expression sk;
@@
-sk->sk_sleep
+sk_sleep(sk)
