// SPDX-License-Identifier: GPL-2.0-only
// step: platform_driver.remove=void
// since: 6.11, commit 0edb555a65d1
// reason: its return value was ignored
// words: platform_driver

@table@
identifier driver, f;
@@
 struct platform_driver driver = { .remove = f, };

@changed@
identifier table.f, device;
@@
-int f(struct platform_device *device)
+void f(struct platform_device *device)
 { ... }

// What it ends with was logged at most: calls are still made.
@depends on changed@
identifier table.f;
identifier g;
expression list all;
constant C;
expression E;
@@
 f(...)
 {
 	<...
(
-	return C;
+	return;
|
-	return -C;
+	return;
|
-	return g(all);
+	g(all);
+	return;
|
-	return E;
+	return;
)
	...>
 }
