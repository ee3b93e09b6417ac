// SPDX-License-Identifier: GPL-2.0-only
// step: kset_uevent_ops.filter=kobj
// since: 5.17, commit cf6299b1d006
// reason: the object knows its set
// words: kset_uevent_ops

@filter@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .filter = f, };

@@
identifier filter.f, set, kobj;
@@
 int f(
-	struct kset *set, struct kobject *kobj
+	struct kobject *kobj
 )
 {
 	... when != set
 }

@@
identifier filter.f, set, kobj;
@@
 int f(
-	struct kset *set, struct kobject *kobj
+	struct kobject *kobj
 )
 {
+	struct kset *set = kobj->kset;
 	...
 }

@named@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .name = f, };

@@
identifier named.f, set, kobj;
@@
 const char *f(
-	struct kset *set, struct kobject *kobj
+	struct kobject *kobj
 )
 {
 	... when != set
 }

@@
identifier named.f, set, kobj;
@@
 const char *f(
-	struct kset *set, struct kobject *kobj
+	struct kobject *kobj
 )
 {
+	struct kset *set = kobj->kset;
 	...
 }

@uevent@
identifier ops, f;
@@
 struct kset_uevent_ops ops = { .uevent = f, };

@@
identifier uevent.f, set, kobj, env;
@@
 int f(
-	struct kset *set, struct kobject *kobj
+	struct kobject *kobj
 , struct kobj_uevent_env *env)
 {
 	... when != set
 }

@@
identifier uevent.f, set, kobj, env;
@@
 int f(
-	struct kset *set, struct kobject *kobj
+	struct kobject *kobj
 , struct kobj_uevent_env *env)
 {
+	struct kset *set = kobj->kset;
 	...
 }
