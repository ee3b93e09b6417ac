// SPDX-License-Identifier: GPL-2.0-only
// step: struct xt_match_param=defined
// since: 2.6.28
// reason: what a match or a target is told stands in a struct
// words: xt_match xt_target

@matches@
identifier registered, f;
@@
 struct xt_match registered = { .match = f, };

@matches_of_list@
identifier registered, f;
@@
 struct xt_match registered[] = { ..., { .match = f, }, ... };

@targets@
identifier registered, f;
@@
 struct xt_target registered = { .target = f, };

@targets_of_list@
identifier registered, f;
@@
 struct xt_target registered[] = { ..., { .target = f, }, ... };

@match@
identifier f, skb, in, out, self, info, offset, protoff, hotdrop;
type H;
@@
-f(const struct sk_buff *skb, const struct net_device *in, const struct net_device *out, const struct xt_match *self, const void *info, int offset, unsigned int protoff, H *hotdrop)
+f(const struct sk_buff *skb, const struct xt_match_param *par)
 {
+	const struct net_device *in = par->in;
+	const struct net_device *out = par->out;
+	const struct xt_match *self = par->match;
+	const void *info = par->matchinfo;
+	int offset = par->fragoff;
+	unsigned int protoff = par->thoff;
+	bool *hotdrop = par->hotdrop;
 	...
 }

@@
identifier f, skb, in, out, number, self, info;
@@
-f(struct sk_buff *skb, const struct net_device *in, const struct net_device *out, unsigned int number, const struct xt_target *self, const void *info)
+f(struct sk_buff *skb, const struct xt_target_param *par)
 {
+	const struct net_device *in = par->in;
+	const struct net_device *out = par->out;
+	unsigned int number = par->hooknum;
+	const struct xt_target *self = par->target;
+	const void *info = par->targinfo;
 	...
 }

@@
identifier f, name, entry, self, info, mask;
@@
-f(const char *name, const void *entry, const struct xt_match *self, void *info, unsigned int mask)
+f(const struct xt_mtchk_param *par)
 {
+	const char *name = par->table;
+	const void *entry = par->entryinfo;
+	const struct xt_match *self = par->match;
+	void *info = par->matchinfo;
+	unsigned int mask = par->hook_mask;
 	...
 }

@@
identifier f, name, entry, self, info, mask;
@@
-f(const char *name, const void *entry, const struct xt_target *self, void *info, unsigned int mask)
+f(const struct xt_tgchk_param *par)
 {
+	const char *name = par->table;
+	const void *entry = par->entryinfo;
+	const struct xt_target *self = par->target;
+	void *info = par->targinfo;
+	unsigned int mask = par->hook_mask;
 	...
 }

@@
identifier f, self, info;
@@
-f(const struct xt_match *self, void *info)
+f(const struct xt_mtdtor_param *par)
 {
+	const struct xt_match *self = par->match;
+	void *info = par->matchinfo;
 	...
 }

@@
identifier f, self, info;
@@
-f(const struct xt_target *self, void *info)
+f(const struct xt_tgdtor_param *par)
 {
+	const struct xt_target *self = par->target;
+	void *info = par->targinfo;
 	...
 }

// What a function does not look at.
@@
identifier f, par, local, member;
type T, P;
@@
 f(..., P par)
 {
 	...
-	T local = par->member;
 	... when != local
 }

@@
identifier f, par, local, member;
type T, P;
@@
 f(..., P par)
 {
 	...
-	T local = par->member;
 	... when != local
 }

@@
identifier f, par, local, member;
type T, P;
@@
 f(..., P par)
 {
 	...
-	T local = par->member;
 	... when != local
 }

@@
identifier f, par, local, member;
type T, P;
@@
 f(..., P par)
 {
 	...
-	T local = par->member;
 	... when != local
 }

@@
identifier f, par, local, member;
type T, P;
@@
 f(..., P par)
 {
 	...
-	T local = par->member;
 	... when != local
 }

@@
identifier f, par, local, member;
type T, P;
@@
 f(..., P par)
 {
 	...
-	T local = par->member;
 	... when != local
 }
