// SPDX-License-Identifier: GPL-2.0-only
// step: sock.sk_data_ready=sk
// since: 3.15
// reason: nothing used the length

@@
expression sk, len;
@@
-sk->sk_data_ready(sk, len)
+sk->sk_data_ready(sk)

@set@
identifier callback;
expression sk;
@@
 sk->sk_data_ready = callback

@@
identifier set.callback, sk, len;
@@
 callback(
-	struct sock *sk, int len
+	struct sock *sk
 )
 {
 	... when != len
 }
