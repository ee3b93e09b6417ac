// SPDX-License-Identifier: GPL-2.0-only
// step: alloc_tty_driver=absent
// since: 5.15, commits 56ec5880a28e, 9f90a4ddef4e
// reason: a driver is allocated with its flags, a failure is an error pointer, and its last user frees it
// words: alloc_tty_driver put_tty_driver

@@
expression driver, lines;
statement S;
@@
-driver = alloc_tty_driver(lines);
+driver = tty_alloc_driver(lines, 0);
 ...
-if (!driver) S
+if (IS_ERR(driver)) S

@@
expression driver, lines;
@@
-driver = alloc_tty_driver(lines);
+driver = tty_alloc_driver(lines, 0);

@@
expression driver;
@@
-put_tty_driver(driver)
+tty_driver_kref_put(driver)
