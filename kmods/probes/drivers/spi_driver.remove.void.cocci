// SPDX-License-Identifier: GPL-2.0-only
// step: spi_driver.remove=void
// since: 5.18, commit a0386bba7093
// reason: its return value was ignored
// words: spi_driver

@table@
identifier driver, f;
@@
 struct spi_driver driver = { .remove = f, };

@changed@
identifier table.f, device;
@@
-int f(struct spi_device *device)
+void f(struct spi_device *device)
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
