// SPDX-License-Identifier: GPL-2.0-only
// step: nf_ct_event_notifier.fcn=absent
// since: 5.15
// reason: one notifier serves connections and expectations, and may not change what it gets
// words: nf_ct_event_notifier

@named@
identifier notifier;
@@
 struct nf_ct_event_notifier notifier;

@assigned@
identifier named.notifier, callback;
@@
-notifier.fcn = callback;
+notifier.ct_event = callback;

@made@
identifier notifier, callback;
@@
 struct nf_ct_event_notifier notifier = {
-	.fcn = callback,
+	.ct_event = callback,
 };

@disable optional_qualifier@
identifier assigned.callback, events, item;
@@
 callback(unsigned int events,
-	struct nf_ct_event *item
+	const struct nf_ct_event *item
 	)
 {
 	...
 }

@disable optional_qualifier@
identifier made.callback, events, item;
@@
 callback(unsigned int events,
-	struct nf_ct_event *item
+	const struct nf_ct_event *item
 	)
 {
 	...
 }

@told@
identifier callback;
expression E;
@@
(
 E.ct_event = callback
|
 E->ct_event = callback
)

@disable optional_qualifier@
identifier told.callback, events, item;
@@
 callback(unsigned int events,
-	struct nf_ct_event *item
+	const struct nf_ct_event *item
 	)
 {
 	...
 }
