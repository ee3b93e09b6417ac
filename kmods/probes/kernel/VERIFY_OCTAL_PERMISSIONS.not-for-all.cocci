// SPDX-License-Identifier: GPL-2.0-only
// step: VERIFY_OCTAL_PERMISSIONS=not-for-all
// since: 4.5
// reason: a sysfs file to which everybody may write is refused: others may only read it
// words: __ATTR DEVICE_ATTR DRIVER_ATTR BUS_ATTR CLASS_ATTR module_param module_param_named module_param_array
// words: module_param_string
// probe: none, as the macro refuses a value (in 4.5, not in RHEL 7's 3.10; none between seen)

@@
expression name, show, store;
@@
 __ATTR(name,
-0666
+0664
 , show, store)

@@
declarer name DEVICE_ATTR, DRIVER_ATTR, BUS_ATTR, CLASS_ATTR;
identifier name;
expression show, store;
@@
(
 DEVICE_ATTR(name,
-0666
+0664
 , show, store);
|
 DRIVER_ATTR(name,
-0666
+0664
 , show, store);
|
 BUS_ATTR(name,
-0666
+0664
 , show, store);
|
 CLASS_ATTR(name,
-0666
+0664
 , show, store);
)

@@
declarer name module_param, module_param_named, module_param_array, module_param_string;
@@
(
 module_param(...,
-0666
+0664
 );
|
 module_param_named(...,
-0666
+0664
 );
|
 module_param_array(...,
-0666
+0664
 );
|
 module_param_string(...,
-0666
+0664
 );
)

@@
expression name, show, store;
@@
 __ATTR(name,
-0777
+0775
 , show, store)

@@
declarer name DEVICE_ATTR, DRIVER_ATTR, BUS_ATTR, CLASS_ATTR;
identifier name;
expression show, store;
@@
(
 DEVICE_ATTR(name,
-0777
+0775
 , show, store);
|
 DRIVER_ATTR(name,
-0777
+0775
 , show, store);
|
 BUS_ATTR(name,
-0777
+0775
 , show, store);
|
 CLASS_ATTR(name,
-0777
+0775
 , show, store);
)

@@
declarer name module_param, module_param_named, module_param_array, module_param_string;
@@
(
 module_param(...,
-0777
+0775
 );
|
 module_param_named(...,
-0777
+0775
 );
|
 module_param_array(...,
-0777
+0775
 );
|
 module_param_string(...,
-0777
+0775
 );
)

@@
expression name, show, store;
@@
 __ATTR(name,
-0222
+0220
 , show, store)

@@
declarer name DEVICE_ATTR, DRIVER_ATTR, BUS_ATTR, CLASS_ATTR;
identifier name;
expression show, store;
@@
(
 DEVICE_ATTR(name,
-0222
+0220
 , show, store);
|
 DRIVER_ATTR(name,
-0222
+0220
 , show, store);
|
 BUS_ATTR(name,
-0222
+0220
 , show, store);
|
 CLASS_ATTR(name,
-0222
+0220
 , show, store);
)

@@
declarer name module_param, module_param_named, module_param_array, module_param_string;
@@
(
 module_param(...,
-0222
+0220
 );
|
 module_param_named(...,
-0222
+0220
 );
|
 module_param_array(...,
-0222
+0220
 );
|
 module_param_string(...,
-0222
+0220
 );
)

@@
expression name, show, store;
@@
 __ATTR(name,
-S_IRUGO | S_IWUGO
+0664
 , show, store)

@@
declarer name DEVICE_ATTR, DRIVER_ATTR, BUS_ATTR, CLASS_ATTR;
identifier name;
expression show, store;
@@
(
 DEVICE_ATTR(name,
-S_IRUGO | S_IWUGO
+0664
 , show, store);
|
 DRIVER_ATTR(name,
-S_IRUGO | S_IWUGO
+0664
 , show, store);
|
 BUS_ATTR(name,
-S_IRUGO | S_IWUGO
+0664
 , show, store);
|
 CLASS_ATTR(name,
-S_IRUGO | S_IWUGO
+0664
 , show, store);
)

@@
declarer name module_param, module_param_named, module_param_array, module_param_string;
@@
(
 module_param(...,
-S_IRUGO | S_IWUGO
+0664
 );
|
 module_param_named(...,
-S_IRUGO | S_IWUGO
+0664
 );
|
 module_param_array(...,
-S_IRUGO | S_IWUGO
+0664
 );
|
 module_param_string(...,
-S_IRUGO | S_IWUGO
+0664
 );
)

@@
expression name, show, store;
@@
 __ATTR(name,
-S_IWUGO | S_IRUGO
+0664
 , show, store)

@@
declarer name DEVICE_ATTR, DRIVER_ATTR, BUS_ATTR, CLASS_ATTR;
identifier name;
expression show, store;
@@
(
 DEVICE_ATTR(name,
-S_IWUGO | S_IRUGO
+0664
 , show, store);
|
 DRIVER_ATTR(name,
-S_IWUGO | S_IRUGO
+0664
 , show, store);
|
 BUS_ATTR(name,
-S_IWUGO | S_IRUGO
+0664
 , show, store);
|
 CLASS_ATTR(name,
-S_IWUGO | S_IRUGO
+0664
 , show, store);
)

@@
declarer name module_param, module_param_named, module_param_array, module_param_string;
@@
(
 module_param(...,
-S_IWUGO | S_IRUGO
+0664
 );
|
 module_param_named(...,
-S_IWUGO | S_IRUGO
+0664
 );
|
 module_param_array(...,
-S_IWUGO | S_IRUGO
+0664
 );
|
 module_param_string(...,
-S_IWUGO | S_IRUGO
+0664
 );
)

@@
expression name, show, store;
@@
 __ATTR(name,
-S_IRWXUGO
+0775
 , show, store)

@@
declarer name DEVICE_ATTR, DRIVER_ATTR, BUS_ATTR, CLASS_ATTR;
identifier name;
expression show, store;
@@
(
 DEVICE_ATTR(name,
-S_IRWXUGO
+0775
 , show, store);
|
 DRIVER_ATTR(name,
-S_IRWXUGO
+0775
 , show, store);
|
 BUS_ATTR(name,
-S_IRWXUGO
+0775
 , show, store);
|
 CLASS_ATTR(name,
-S_IRWXUGO
+0775
 , show, store);
)

@@
declarer name module_param, module_param_named, module_param_array, module_param_string;
@@
(
 module_param(...,
-S_IRWXUGO
+0775
 );
|
 module_param_named(...,
-S_IRWXUGO
+0775
 );
|
 module_param_array(...,
-S_IRWXUGO
+0775
 );
|
 module_param_string(...,
-S_IRWXUGO
+0775
 );
)
