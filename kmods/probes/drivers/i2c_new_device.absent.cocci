// SPDX-License-Identifier: GPL-2.0-only
// step: i2c_new_device=absent
// since: 5.8
// reason: its successor returns an error pointer instead of NULL
// include: linux/err.h

@@
expression client, adapter, board;
@@
-client = i2c_new_device(adapter, board);
+client = i2c_new_client_device(adapter, board);
+if (IS_ERR(client))
+	client = NULL;

@@
expression adapter, board;
@@
-i2c_new_device(adapter, board);
+i2c_new_client_device(adapter, board);
