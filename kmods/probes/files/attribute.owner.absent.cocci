// SPDX-License-Identifier: GPL-2.0-only
// step: attribute.owner=absent
// since: 2.6.36, commit 6fd69dc578fa
// reason: sysfs files do not pin a module
// words: owner

@@
identifier variable;
@@
 struct attribute variable = {
-	.owner = THIS_MODULE,
 };

@@
identifier variable;
@@
 struct bin_attribute variable = {
 	.attr = {
-		.owner = THIS_MODULE,
 	},
 };

@@
identifier variable;
@@
 struct device_attribute variable = {
 	.attr = {
-		.owner = THIS_MODULE,
 	},
 };

@@
struct bin_attribute *E;
@@
-E->attr.owner = THIS_MODULE;

@@
struct bin_attribute E;
@@
-E.attr.owner = THIS_MODULE;

@@
struct device_attribute *E;
@@
-E->attr.owner = THIS_MODULE;

@@
struct attribute *E;
@@
-E->owner = THIS_MODULE;

@@
struct attribute E;
@@
-E.owner = THIS_MODULE;

@@
expression E, holder;
@@
(
-E.attr.owner = holder;
|
-E->attr.owner = holder;
)
