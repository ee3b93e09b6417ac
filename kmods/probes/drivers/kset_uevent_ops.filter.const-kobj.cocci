// SPDX-License-Identifier: GPL-2.0-only
// step: kset_uevent_ops.filter=const-kobj
// since: 6.2
// reason: filtering and naming events does not change the object
// words: kset_uevent_ops

@filter@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .filter = f, };

@ disable optional_qualifier@
identifier filter.f, kobj;
@@
 int f(
-	struct kobject *kobj
+	const struct kobject *kobj
 )
 {
 	... 
 }

@named@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .name = f, };

@ disable optional_qualifier@
identifier named.f, kobj;
@@
 const char *f(
-	struct kobject *kobj
+	const struct kobject *kobj
 )
 {
 	... 
 }

@uevent@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .uevent = f, };

@ disable optional_qualifier@
identifier uevent.f, kobj, env;
@@
 int f(
-	struct kobject *kobj
+	const struct kobject *kobj
 , struct kobj_uevent_env *env)
 {
 	... 
 }
