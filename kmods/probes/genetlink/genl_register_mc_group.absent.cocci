// SPDX-License-Identifier: GPL-2.0-only
// step: genl_register_mc_group=absent
// since: 3.13
// reason: a family has its groups from the start, and a group is its index among them
// words: genl_register_mc_group

// A declaration's value is a statement of its own, so that something can stand before it.
@declared@
identifier result, f, family;
@@
 f(...)
 {
 	...
-	int result = genl_register_family(&family);
+	int result;
 	... when any
 }

@after@
identifier declared.result, declared.f, declared.family;
declaration D;
statement S;
@@
 f(...)
 {
 	int result;
 	...
 	D
+	result = genl_register_family(&family);
 	S
 	... when any
 }

@depends on !after@
identifier declared.result, declared.f, declared.family;
statement S;
@@
 f(...)
 {
 	int result;
+	result = genl_register_family(&family);
 	S
 	... when any
 }


@single@
identifier family, group;
@@
 genl_register_mc_group(&family, &group)

// Several are an array, and their numbers change: that is left to be done by hand.
@several exists@
identifier single.family, one, other;
@@
 genl_register_mc_group(&family, &one)
 ... when any
 genl_register_mc_group(&family, &other)

@depends on !several@
identifier single.family;
expression result;
statement S;
@@
(
+before(&family);
 result = genl_register_family(&family);
|
+before(&family);
 if (\(genl_register_family(&family)\|genl_register_family(&family) < 0\|genl_register_family(&family) != 0\|(result = genl_register_family(&family))\|(result = genl_register_family(&family)) < 0\|(result = genl_register_family(&family)) != 0\)) S
|
+before(&family);
 return genl_register_family(&family);
)

@depends on !several@
identifier single.family, single.group;
@@
-before(&family);
+family.mcgrps = &group;
+family.n_mcgrps = 1;


@depends on !several@
identifier single.family, single.group;
expression result;
statement S;
@@
(
-result = genl_register_mc_group(&family, &group);
-if (\(result\|result < 0\|result != 0\)) S
|
-result = genl_register_mc_group(&family, &group);
|
-if (\(genl_register_mc_group(&family, &group)\|genl_register_mc_group(&family, &group) < 0\|genl_register_mc_group(&family, &group) != 0\|(result = genl_register_mc_group(&family, &group))\|(result = genl_register_mc_group(&family, &group)) < 0\|(result = genl_register_mc_group(&family, &group)) != 0\)) S
|
-return genl_register_mc_group(&family, &group);
+return 0;
|
-genl_register_mc_group(&family, &group);
)

@depends on !several@
identifier single.family, single.group;
expression result;
statement S;
@@
(
-result = genl_unregister_mc_group(&family, &group);
-if (\(result\|result < 0\|result != 0\)) S
|
-result = genl_unregister_mc_group(&family, &group);
|
-if (\(genl_unregister_mc_group(&family, &group)\|genl_unregister_mc_group(&family, &group) < 0\|genl_unregister_mc_group(&family, &group) != 0\|(result = genl_unregister_mc_group(&family, &group))\|(result = genl_unregister_mc_group(&family, &group)) < 0\|(result = genl_unregister_mc_group(&family, &group)) != 0\)) S
|
-return genl_unregister_mc_group(&family, &group);
+return 0;
|
-genl_unregister_mc_group(&family, &group);
)

@depends on !several@
identifier single.family, single.group;
expression skb, pid, flags;
@@
(
 genlmsg_multicast(
-	skb, pid, group.id, flags
+	&family, skb, pid, 0, flags
 )
|
 genlmsg_multicast_allns(
-	skb, pid, group.id, flags
+	&family, skb, pid, 0, flags
 )
)
