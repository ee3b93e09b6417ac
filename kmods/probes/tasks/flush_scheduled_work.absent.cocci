// SPDX-License-Identifier: GPL-2.0-only
// step: flush_scheduled_work=absent
// since: 6.6
// reason: the kernel warns about callers that wait for everybody's work: each should wait for its own
// words: flush_scheduled_work
// probe: none, as it is still there and warns as it runs (include/linux/workqueue.h: not in 6.1, in 6.6.17)
// alone: the works of another module in the folder are none of this one's

@declared@
declarer name DECLARE_WORK;
identifier item;
expression f;
@@
 DECLARE_WORK(item, f);

@@
identifier declared.item;
@@
++flush_work(&item);
 flush_scheduled_work();

@delayed@
declarer name DECLARE_DELAYED_WORK;
identifier item;
expression f;
@@
 DECLARE_DELAYED_WORK(item, f);

@@
identifier delayed.item;
@@
++flush_work(&item.work);
 flush_scheduled_work();

@begun@
global idexpression struct work_struct item;
expression f;
@@
 INIT_WORK(&item, f)

@@
global idexpression struct work_struct begun.item;
@@
++flush_work(&item);
 flush_scheduled_work();

@begun_later@
global idexpression struct delayed_work item;
expression f;
@@
 INIT_DELAYED_WORK(&item, f)

@@
global idexpression struct delayed_work begun_later.item;
@@
++flush_work(&item.work);
 flush_scheduled_work();

@depends on declared || delayed || begun || begun_later@
@@
-flush_scheduled_work();

@@
@@
+/* nlmatrix port: flush_work(&work) for each work of the module's own: the kernel warns of flush_scheduled_work() */
 flush_scheduled_work();
