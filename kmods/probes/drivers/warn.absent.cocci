// SPDX-License-Identifier: GPL-2.0-only
// step: warn=absent
// since: 2.6.29
// reason: linux/usb.h no longer has its own wrappers of printk(); the message no longer begins with a name
// words: warn
// probe: none, as many have a variable of this name (the macro is in 2.6.28, not in 2.6.29)

@usb@
@@
 #include <linux/usb.h>

@defined@
@@
 #define warn(...) ...

@own@
@@
 warn(...) { ... }

@depends on usb && !defined && !own@
expression list all;
@@
-warn(all)
+pr_warn(all)
