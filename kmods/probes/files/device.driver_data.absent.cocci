// SPDX-License-Identifier: GPL-2.0-only
// step: device.driver_data=absent
// since: 2.6.32
// reason: functions access the data that a driver keeps at a device
// words: driver_data

@@
struct device *object;
expression data;
@@
-object->driver_data = data
+dev_set_drvdata(object, data)

@@
struct device *object;
@@
-object->driver_data
+dev_get_drvdata(object)

@@
struct device object;
expression data;
@@
-object.driver_data = data
+dev_set_drvdata(&object, data)
