// SPDX-License-Identifier: GPL-2.0-only
// step: MODULE_PARM=absent
// since: 2.6.17
// reason: a parameter has a type that is checked; permissions of 0 keep it out of sysfs, as before

@@
declarer name MODULE_PARM, module_param;
identifier parameter;
@@
-MODULE_PARM(parameter, "i");
+module_param(parameter, int, 0);

@@
declarer name MODULE_PARM, module_param;
identifier parameter;
@@
-MODULE_PARM(parameter, "l");
+module_param(parameter, long, 0);

@@
declarer name MODULE_PARM, module_param;
identifier parameter;
@@
-MODULE_PARM(parameter, "h");
+module_param(parameter, short, 0);

@@
declarer name MODULE_PARM, module_param;
identifier parameter;
@@
-MODULE_PARM(parameter, "s");
+module_param(parameter, charp, 0);

@@
declarer name MODULE_PARM, module_param;
identifier parameter;
@@
-MODULE_PARM(parameter, "b");
+module_param(parameter, byte, 0);
