// SPDX-License-Identifier: GPL-2.0-only
// step: sock.sk_sleep=absent
// since: 2.6.35
// reason: a function returns a socket's wait queue
// include: net/sock.h

@@
expression sk;
@@
-sk->sk_sleep
+sk_sleep(sk)
