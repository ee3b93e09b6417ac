// SPDX-License-Identifier: GPL-2.0-only
// step: bus_type.match=const-driver
// since: 6.11, commit d69d80484598
// reason: matching does not change the driver
// words: bus_type

@table@
identifier bus, f;
@@
 struct bus_type bus = { .match = f, };

@ disable optional_qualifier@
identifier table.f, dev, drv;
@@
 int f(struct device *dev,
-	struct device_driver *drv
+	const struct device_driver *drv
 )
 { ... }
