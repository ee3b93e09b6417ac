// SPDX-License-Identifier: GPL-2.0-only
// step: INIT_DELAYED_WORK=there
// since: 2.6.20
// reason: delayed work has a timer, and a type of its own
// words: schedule_delayed_work queue_delayed_work

// Work in a structure.
@inside@
identifier member, tag;
struct tag *object;
expression ticks, queue;
@@
(
 schedule_delayed_work(&object->member, ticks)
|
 queue_delayed_work(queue, &object->member, ticks)
)

@typed@
identifier inside.member, inside.tag;
@@
 struct tag {
 	...
-	struct work_struct member;
+	struct delayed_work member;
 	...
 };

@filled depends on typed@
identifier inside.member, callback;
expression object, value;
@@
-INIT_WORK(&object->member, callback, value)
+INIT_DELAYED_WORK(&object->member, callback)

@@
identifier filled.callback, inside.member, inside.tag, data, object;
type T;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
 	... when != data
-	struct tag *object = \(data\|(T)data\);
+	struct tag *object = container_of(work, struct tag, member.work);
 	... when != data
 }

@@
identifier filled.callback, inside.member, inside.tag, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
+	void *data = container_of(work, struct tag, member.work);
 	...
 }

@depends on typed@
identifier inside.member;
expression object;
@@
-schedule_work(&object->member)
+schedule_work(&object->member.work)

@depends on typed@
identifier inside.member;
expression object, queue;
@@
-queue_work(queue, &object->member)
+queue_work(queue, &object->member.work)

// Work of the whole file's.
@whole@
identifier item;
expression ticks, queue;
@@
(
 schedule_delayed_work(&item, ticks)
|
 queue_delayed_work(queue, &item, ticks)
)

@changed@
identifier whole.item;
@@
-struct work_struct item;
+struct delayed_work item;

@given depends on changed@
identifier whole.item, callback;
expression value;
@@
-INIT_WORK(&item, callback, value)
+INIT_DELAYED_WORK(&item, callback)

@@
identifier given.callback, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
 	... when != data
 }

@@
identifier given.callback, data;
expression given.value;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
+	void *data = value;
 	...
 }

@depends on changed@
identifier whole.item;
@@
-schedule_work(&item)
+schedule_work(&item.work)

@depends on changed@
identifier whole.item;
expression queue;
@@
-queue_work(queue, &item)
+queue_work(queue, &item.work)

@declared@
declarer name DECLARE_WORK, DECLARE_DELAYED_WORK;
identifier whole.item, callback;
expression value;
@@
-DECLARE_WORK(item, callback, value);
+DECLARE_DELAYED_WORK(item, callback);

@@
identifier declared.callback, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
 	... when != data
 }

@@
identifier declared.callback, data;
expression declared.value;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
+	void *data = value;
 	...
 }
