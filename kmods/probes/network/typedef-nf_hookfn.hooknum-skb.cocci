// SPDX-License-Identifier: GPL-2.0-only
// step: typedef nf_hookfn=hooknum-skb
// since: 2.6.24
// reason: a hook gets the skb, and cannot put another in its place
// words: nf_hook_ops

// A local copy of the pointer becomes the parameter.
@@
identifier hook, number, pskb, skb, in, out, okfn;
@@
 unsigned int hook(
-	unsigned int number, struct sk_buff **pskb,
+	unsigned int number, struct sk_buff *skb,
 	const struct net_device *in, const struct net_device *out, int (*okfn)(struct sk_buff *))
 {
 	... when != pskb
-	struct sk_buff *skb = *pskb;
 	... when != pskb
 }

@prototype@
identifier hook, number, pskb, in, out, okfn;
@@
 unsigned int hook(
-	unsigned int number, struct sk_buff **pskb,
+	unsigned int number, struct sk_buff *pskb,
 	const struct net_device *in, const struct net_device *out, int (*okfn)(struct sk_buff *))
 { ... }

@@
identifier prototype.hook, prototype.pskb;
@@
 hook(...)
 {
 	<...
(
-	(*pskb)
+	pskb
|
-	*pskb
+	pskb
)
 	...>
 }
