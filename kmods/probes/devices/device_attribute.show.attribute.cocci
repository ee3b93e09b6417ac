// SPDX-License-Identifier: GPL-2.0-only
// step: device_attribute.show=attribute
// since: 2.6.13, commit 54b6f35c99974e99
// reason: a function may serve several attributes, and gets the one in question
// words: DEVICE_ATTR device_attribute

@@
identifier f, dev, buf;
@@
 ssize_t f(
-	struct device *dev, char *buf
+	struct device *dev, struct device_attribute *attr, char *buf
 )
 { ... }

@@
identifier f, dev, buf, count;
@@
 ssize_t f(
-	struct device *dev, const char *buf, size_t count
+	struct device *dev, struct device_attribute *attr, const char *buf, size_t count
 )
 { ... }
