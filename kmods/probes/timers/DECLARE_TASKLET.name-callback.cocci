// SPDX-License-Identifier: GPL-2.0-only
// step: DECLARE_TASKLET=name-callback
// since: 5.9, commit 12cc923f1ccc
// reason: a tasklet callback gets the tasklet; one that gets a number is initialised by hand

@@
declarer name DECLARE_TASKLET;
declarer name DECLARE_TASKLET_OLD;
identifier name, callback;
@@
-DECLARE_TASKLET(name, callback, 0);
+DECLARE_TASKLET_OLD(name, callback);

@@
declarer name DECLARE_TASKLET;
declarer name DECLARE_TASKLET_OLD;
identifier name, callback;
@@
-static DECLARE_TASKLET(name, callback, 0);
+static DECLARE_TASKLET_OLD(name, callback);

@@
declarer name DECLARE_TASKLET;
identifier name, callback;
expression value;
@@
-static DECLARE_TASKLET(name, callback, value);
+static struct tasklet_struct name = {
+	.func = callback,
+	.data = value,
+};

@@
declarer name DECLARE_TASKLET;
identifier name, callback;
expression value;
@@
-DECLARE_TASKLET(name, callback, value);
+struct tasklet_struct name = {
+	.func = callback,
+	.data = value,
+};
