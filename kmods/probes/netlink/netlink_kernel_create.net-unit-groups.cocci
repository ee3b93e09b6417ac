// SPDX-License-Identifier: GPL-2.0-only
// step: netlink_kernel_create=net-unit-groups
// since: 2.6.24, commit b4b510290b0, cd40b7d3983
// reason: a socket belongs to a network namespace, and its callback gets each skb instead of the socket
// include: net/net_namespace.h
// include: net/sock.h

@created@
expression unit, groups, mutex;
identifier input;
@@
 netlink_kernel_create(
-	unit, groups, input, mutex, THIS_MODULE
+	&init_net, unit, groups, input, mutex, THIS_MODULE
 )

// The callback's usual shape: it takes out all that waits, and frees it. Now it gets one skb, which its
// caller frees. `continue` and `break` still end what is done with it.
@empties@
identifier created.input, sk, len, skb;
statement S;
@@
 input(struct sock *sk, int len)
 {
 	... when != sk
	    when != len
(
 	while ((skb = skb_dequeue(&sk->sk_receive_queue))) S
|
 	while ((skb = skb_dequeue(&sk->sk_receive_queue)) != NULL) S
)
 	... when != sk
	    when != len
 }

@frees@
identifier created.input, empties.skb;
expression E;
@@
 input(...)
 {
 	...
 	while (E) {
 		...
 		kfree_skb(skb);
 		...
 	}
 	...
 }

@once depends on frees@
identifier created.input, empties.sk, empties.len, empties.skb;
statement empties.S;
expression E;
@@
-input(struct sock *sk, int len)
+input(struct sk_buff *skb)
 {
-	struct sk_buff *skb;
 	...
-	while (E)
+	do
 	S
+	while (0);
 	...
 }

@depends on once@
identifier created.input, empties.skb;
@@
 input(...)
 {
 	<...
-	kfree_skb(skb);
 	...>
 }

// Any other shape finds what it gets in the socket's queue, as before.
@other@
identifier created.input, listener, length;
fresh identifier from_skb = input ## "_skb";
@@
 input(struct sock *listener, int length)
 {
 	...
 }
+/* As before: what came waits in the socket's queue, and the callback takes it out; its own, to send on or to free. */
+static void from_skb(struct sk_buff *skb)
+{
+	struct sk_buff *own = skb_copy(skb, GFP_KERNEL);
+
+	if (own)
+		skb_queue_tail(&skb->sk->sk_receive_queue, own);
+	input(skb->sk, skb->len);
+}

@@
identifier created.input, other.from_skb;
expression unit, groups, mutex;
symbol init_net;
@@
 netlink_kernel_create(&init_net, unit, groups,
-	input,
+	from_skb,
 	mutex, THIS_MODULE)
