// SPDX-License-Identifier: GPL-2.0-only
// step: nf_hook_ops.owner=absent
// since: 4.4
// reason: a hook is unregistered before its module goes, and pins nothing
// words: nf_hook_ops

@@
identifier ops;
@@
 struct nf_hook_ops ops = {
-	.owner = THIS_MODULE,
 };

@@
identifier ops;
@@
 struct nf_hook_ops ops[] = {
 	...,
 	{
-	.owner = THIS_MODULE,
 	},
 	...
 };

@@
struct nf_hook_ops ops;
@@
-ops.owner = THIS_MODULE;
