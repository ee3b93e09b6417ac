// SPDX-License-Identifier: GPL-2.0-only
// step: err=absent
// since: 3.10
// reason: linux/usb.h no longer has its own wrappers of printk(); the message no longer begins with the module's name
// words: err
// probe: none, as many have a variable of this name (the macro is in 2.6.38, not in RHEL 7's 3.10)

@usb@
@@
 #include <linux/usb.h>

@defined@
@@
 #define err(...) ...

@depends on usb && !defined@
expression list all;
@@
-err(all)
+pr_err(all)
