// SPDX-License-Identifier: GPL-2.0-only
// step: iio_info.driver_module=absent
// since: 4.15
// reason: the function that registers the device knows the owner
// words: driver_module iio_trigger_ops

@@
identifier info;
@@
 struct iio_info info = {
-	.driver_module = THIS_MODULE,
 };

@@
identifier ops;
@@
 struct iio_trigger_ops ops = {
-	.owner = THIS_MODULE,
 };
