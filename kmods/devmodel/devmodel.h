/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * devmodel.h - what a devmodel module shows, and how it is told what to do.
 *
 * A tree of the driver model: a kobject (/sys/devmodel) whose files are the
 * controls, a class, a hub device, and child devices below the hub, each with
 * an attribute `number`. Beside them is one object with nothing but a kref.
 *
 * /sys/devmodel/
 *   children         how many child devices there are; writing a number (up to
 *                    DEVMODEL_CHILDREN_MAX) adds or removes as many as it takes
 *   children_released  how often the release function of a child ran
 *   pin              write 1: take a reference to the newest child; 0: drop it
 *   object           write `new`: make the object, with one reference;
 *                    `get`, `put`: one reference more or less. ENOENT when
 *                    there is none, EEXIST when there is one already. As with
 *                    any kref, only who has a reference may take another.
 *   object_gets, object_puts   how often that was done
 *   object_released  how often the release function of the object ran
 *   errors           releases of what had been released before
 */
#ifndef NLMATRIX_DEVMODEL_H
#define NLMATRIX_DEVMODEL_H

#define DEVMODEL_CONTROLS	"/sys/devmodel"
#define DEVMODEL_CLASS		"devmodel"
#define DEVMODEL_HUB		"devmodel-hub"
/* Its argument is the child's number, from 0. */
#define DEVMODEL_CHILD_FORMAT	"devmodel-%u"
#define DEVMODEL_CHILDREN_MAX	100000

#endif /* NLMATRIX_DEVMODEL_H */
