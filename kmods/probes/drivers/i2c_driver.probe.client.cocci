// SPDX-License-Identifier: GPL-2.0-only
// step: i2c_driver.probe=client
// since: 6.3, commit 03c835f498b5
// reason: code that needs to know which id matched asks for it
// words: i2c_driver

@table@
identifier driver, f;
@@
 struct i2c_driver driver = { .probe = f, };

@unasked@
identifier table.f, client, id;
@@
 int f(
-	struct i2c_client *client, const struct i2c_device_id *id
+	struct i2c_client *client
 )
 {
 	... when != id
 }

@@
identifier table.f, client, id;
@@
 int f(
-	struct i2c_client *client, const struct i2c_device_id *id
+	struct i2c_client *client
 )
 {
+	const struct i2c_device_id *id = i2c_client_get_device_id(client);
 	...
 }
