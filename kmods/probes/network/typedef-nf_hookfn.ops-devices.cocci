// SPDX-License-Identifier: GPL-2.0-only
// step: typedef nf_hookfn=ops-devices
// since: 3.13
// reason: a hook gets the operations with which it was registered, and finds its number there
// words: nf_hook_ops

@unasked@
identifier hook, number, skb, in, out, okfn;
@@
 unsigned int hook(
-	unsigned int number, struct sk_buff *skb,
+	const struct nf_hook_ops *ops, struct sk_buff *skb,
 	const struct net_device *in, const struct net_device *out, int (*okfn)(struct sk_buff *))
 {
 	... when != number
 }

@@
identifier hook, number, skb, in, out, okfn;
@@
 unsigned int hook(
-	unsigned int number, struct sk_buff *skb,
+	const struct nf_hook_ops *ops, struct sk_buff *skb,
 	const struct net_device *in, const struct net_device *out, int (*okfn)(struct sk_buff *))
 {
+	unsigned int number = ops->hooknum;
 	...
 }
