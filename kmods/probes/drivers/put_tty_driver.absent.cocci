// SPDX-License-Identifier: GPL-2.0-only
// step: put_tty_driver=absent
// since: 5.15
// reason: a driver is given up by its references

@@
expression driver;
@@
-put_tty_driver(driver)
+tty_driver_kref_put(driver)
