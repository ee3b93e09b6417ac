// SPDX-License-Identifier: GPL-2.0-only
// step: bus_type.uevent=const-device
// since: 6.3, commit 2a81ada32f0e
// reason: adding to an event does not change the device
// words: bus_type

@table@
identifier bus, f;
@@
 struct bus_type bus = { .uevent = f, };

@ disable optional_qualifier@
identifier table.f, dev, env;
@@
 int f(
-	struct device *dev
+	const struct device *dev
 , struct kobj_uevent_env *env)
 { ... }
