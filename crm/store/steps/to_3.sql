-- Schema 2 to 3: who was merged into whom, what is not the same, what files, feed and calendar server have.
ALTER TABLE export_ledger ADD COLUMN "filed" INTEGER;
UPDATE export_ledger SET filed = sequence;
CREATE TABLE "feed_entry" ("uid" VARCHAR(255) NOT NULL PRIMARY KEY, "fingerprint" TEXT NOT NULL, "sort" TEXT NOT NULL, "data" BLOB NOT NULL);
CREATE TABLE "former_contact" ("id" INTEGER NOT NULL PRIMARY KEY, "contact_id" INTEGER NOT NULL, "uid" VARCHAR(255) NOT NULL, "source" TEXT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE);
CREATE INDEX "former_contact_contact_id" ON "former_contact" ("contact_id");
CREATE INDEX "former_contact_uid" ON "former_contact" ("uid");
CREATE TABLE "former_employer" ("id" INTEGER NOT NULL PRIMARY KEY, "employer_id" INTEGER NOT NULL, "uid" VARCHAR(255) NOT NULL, "name" TEXT NOT NULL, "name_key" TEXT NOT NULL, FOREIGN KEY ("employer_id") REFERENCES "employer" ("id") ON DELETE CASCADE);
CREATE INDEX "former_employer_employer_id" ON "former_employer" ("employer_id");
CREATE INDEX "former_employer_uid" ON "former_employer" ("uid");
CREATE INDEX "former_employer_name_key" ON "former_employer" ("name_key");
CREATE TABLE "not_same" ("id" INTEGER NOT NULL PRIMARY KEY, "kind" VARCHAR(255) NOT NULL, "one" VARCHAR(255) NOT NULL, "other" VARCHAR(255) NOT NULL, "created" TEXT NOT NULL);
CREATE UNIQUE INDEX "not_same_kind_one_other" ON "not_same" ("kind", "one", "other");
CREATE TABLE "published" ("uid" VARCHAR(255) NOT NULL PRIMARY KEY, "href" TEXT NOT NULL, "etag" TEXT NOT NULL, "sequence" INTEGER NOT NULL, "content_hash" TEXT NOT NULL, "event" TEXT NOT NULL, "state" VARCHAR(255) NOT NULL, "theirs" TEXT NOT NULL);
