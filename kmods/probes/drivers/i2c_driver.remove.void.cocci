// SPDX-License-Identifier: GPL-2.0-only
// step: i2c_driver.remove=void
// since: 6.1, commit ed5c2f5fd10d
// reason: its return value was ignored
// words: i2c_driver

@table@
identifier driver, f;
@@
 struct i2c_driver driver = { .remove = f, };

@changed@
identifier table.f, device;
@@
-int f(struct i2c_client *device)
+void f(struct i2c_client *device)
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
