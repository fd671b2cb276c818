BEGIN TRANSACTION;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "about" VALUES('chain','yuxian-example-0badc0de');
INSERT INTO "about" VALUES('program','yuxian-example');
INSERT INTO "about" VALUES('seal','7eae9b61d95820c1f3c10ee328a48803331870991fd740109c8eea00e9cf3854');
CREATE TABLE clearance (number TEXT PRIMARY KEY, status TEXT NOT NULL, requested_at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "clearance" VALUES('K1','closed','2024-06-01T06:00:00Z','{"answered_at":null,"approval":"批 9","azimuth_from_deg":null,"azimuth_to_deg":null,"closed_at":"2024-06-01T07:00:00Z","equipment":["gun"],"granted":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"},"max_height_msl_m":null,"number":"K1","remarks":"","requested_at":"2024-06-01T06:00:00Z","requested_by":"甲","sites":["140322003"],"status":"closed","wanted":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"}}');
CREATE TABLE draft (name TEXT PRIMARY KEY, saved_at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "draft" VALUES('operation','2024-06-01T06:00:00Z','{"remarks":"写到一半"}');
CREATE TABLE equipment (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "equipment" VALUES('G1','{"accepts":["shell-37"],"camera":null,"confidence":"unverified","factory_no":"","id":"G1","kind":"gun","model":"65式双37mm","remote_control":null,"safety_lock":null,"site":null,"source":"","status":"in-service"}');
CREATE TABLE explanation (chain TEXT NOT NULL, seq INTEGER NOT NULL, stocktake TEXT NOT NULL, lot TEXT NOT NULL,
        reason TEXT NOT NULL, actor TEXT NOT NULL, witness TEXT, at TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
INSERT INTO "explanation" VALUES('yuxian-example-0badc0de',9,'x:8','24-07','漏记','甲','乙','2024-06-01T06:00:00Z');
CREATE TABLE holding (place TEXT NOT NULL, lot TEXT NOT NULL, rounds INTEGER NOT NULL,
        PRIMARY KEY (lot, place), CHECK (rounds >= 0 OR place LIKE 'end/%' OR place LIKE 'maker/%')) STRICT, WITHOUT ROWID;
INSERT INTO "holding" VALUES('depot/1','24-07',30);
INSERT INTO "holding" VALUES('dud/140322003','24-07',1);
INSERT INTO "holding" VALUES('end/fired','24-07',7);
INSERT INTO "holding" VALUES('end/lost','24-07',-10);
INSERT INTO "holding" VALUES('maker/A','24-07',-40);
INSERT INTO "holding" VALUES('site/140322003','24-07',12);
CREATE TABLE inspection (equipment TEXT NOT NULL, inspected_on TEXT NOT NULL, seq INTEGER NOT NULL, chain TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (equipment, inspected_on, chain, seq)) STRICT, WITHOUT ROWID;
INSERT INTO "inspection" VALUES('G1','2024-04-01',3,'yuxian-example-0badc0de','{"certificate":"","equipment":"G1","inspected_on":"2024-04-01","organiser":"","remarks":"","result":"passed","valid_until":"2025-03-31","year":2024}');
CREATE TABLE journal (
    chain TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 1), uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, version INTEGER NOT NULL, recorded_at TEXT NOT NULL, occurred_at TEXT NOT NULL,
    actor TEXT NOT NULL, witness TEXT CHECK (witness <> actor), body TEXT NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32), hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',1,'stored-0','lot.registered',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"expires_on":"2029-06-30","made_on":null,"maker":"A","no":"24-07","remarks":"","source":"","stopped_on":null,"type":"shell-37"}',X'0000000000000000000000000000000000000000000000000000000000000000',X'3BAAAAE9E5FC009FCCD090C87A619E4EEC452BEAB256AA0076E25C0CE4C5CCC3');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',2,'stored-1','equipment.registered',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"accepts":["shell-37"],"camera":null,"confidence":"unverified","factory_no":"","id":"G1","kind":"gun","model":"65式双37mm","remote_control":null,"safety_lock":null,"site":null,"source":"","status":"in-service"}',X'3BAAAAE9E5FC009FCCD090C87A619E4EEC452BEAB256AA0076E25C0CE4C5CCC3',X'C26EACFB1FBD9D15747425B1E2B77D0316F5775B3700E81E943AF6FA78815C30');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',3,'stored-2','equipment.inspected',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"certificate":"","equipment":"G1","inspected_on":"2024-04-01","organiser":"","remarks":"","result":"passed","valid_until":"2025-03-31","year":2024}',X'C26EACFB1FBD9D15747425B1E2B77D0316F5775B3700E81E943AF6FA78815C30',X'2E31B34F93E546F6B1A798AB91C1AAFC88CEEA421A3FDCBC5D04A572779C74DE');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',4,'stored-3','person.registered',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"active":true,"certificate":"","confidence":"unverified","examined_on":null,"filed_on":null,"id":"甲","name":"张三","roles":["commander"],"site":null,"source":"","trained_on":"2024-03-01","valid_until":null}',X'2E31B34F93E546F6B1A798AB91C1AAFC88CEEA421A3FDCBC5D04A572779C74DE',X'BE341E037C432D5019D36AAC4750D569F0EA9D815795B7377C49C1672BCEC4DB');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',5,'stored-4','ammunition.transferred',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"document":"单 7","kind":"receive","movements":[{"at":"2024-06-01T06:00:00Z","lot":"24-07","rounds":40,"source":"maker/A","target":"depot/1"},{"at":"2024-06-01T06:00:00Z","lot":"24-07","rounds":20,"source":"depot/1","target":"site/140322003"}],"reason":""}',X'BE341E037C432D5019D36AAC4750D569F0EA9D815795B7377C49C1672BCEC4DB',X'F45DCED905FCC89977D3C30915F45BB5EE79A84816B801FDED51326089B78CAB');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',6,'stored-5','operation.recorded',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"no":"2024-001","operation":{"approver":null,"area":null,"attachments":[],"clearance":null,"commander":null,"crew":[],"focus":"other","instructed_at":null,"instruction_no":"","joint":null,"position":null,"process":null,"provenance":"observed","purpose":"hail","recorder":null,"releases":[{"azimuths_deg":["350.5"],"duds":1,"elevations_deg":[],"end":"2024-06-01T07:03:00Z","equipment":"G1","lot":"24-07","place":null,"rounds":8,"start":"2024-06-01T07:00:00Z"}],"remarks":"－5℃\n好","reported_at":null,"seeding_base_msl_m":null,"seeding_top_msl_m":null,"site":"140322003","source":"","weather":{"after":"","before":"","cloud_type":"","damage":"","echo_top_km":null,"effect":"","hail_observed":null,"height_0c_msl_m":null,"height_minus10c_msl_m":null,"height_minus5c_msl_m":null,"max_reflectivity_dbz":null,"rain_mm":null,"surface_wind_from_deg":null,"surface_wind_ms":null,"vil_kgm2":null}},"seen":["S101"]}',X'F45DCED905FCC89977D3C30915F45BB5EE79A84816B801FDED51326089B78CAB',X'E5470900483E57259BF9ACAAC78F8FEE86160748E3F38059FF0792E400F1C59A');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',7,'stored-6','operation.corrected',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲','乙','{"base":6,"no":"2024-001","operation":{"approver":null,"area":null,"attachments":[],"clearance":null,"commander":null,"crew":[],"focus":"other","instructed_at":null,"instruction_no":"","joint":null,"position":null,"process":null,"provenance":"observed","purpose":"hail","recorder":null,"releases":[{"azimuths_deg":["350.5"],"duds":1,"elevations_deg":[],"end":"2024-06-01T07:03:00Z","equipment":"G1","lot":"24-07","place":null,"rounds":7,"start":"2024-06-01T07:00:00Z"}],"remarks":"－5℃\n好","reported_at":null,"seeding_base_msl_m":null,"seeding_top_msl_m":null,"site":"140322003","source":"","weather":{"after":"","before":"","cloud_type":"","damage":"","echo_top_km":null,"effect":"","hail_observed":null,"height_0c_msl_m":null,"height_minus10c_msl_m":null,"height_minus5c_msl_m":null,"max_reflectivity_dbz":null,"rain_mm":null,"surface_wind_from_deg":null,"surface_wind_ms":null,"vil_kgm2":null}},"reason":"清点后更正","seen":[]}',X'E5470900483E57259BF9ACAAC78F8FEE86160748E3F38059FF0792E400F1C59A',X'15FB9D08D0CDE58800D2FC1EB27CC939DFBE3C9D8EF8826DC99C39CFA78140B8');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',8,'stored-7','ammunition.counted',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"at":"2024-06-01T06:00:00Z","counted_by":["甲","乙"],"counts":[{"lot":"24-07","rounds":30}],"place":"depot/1","remarks":""}',X'15FB9D08D0CDE58800D2FC1EB27CC939DFBE3C9D8EF8826DC99C39CFA78140B8',X'3274491ABDC9B7CA93C49BE614C9E3BCBA5FB9CA4E1BB0B3A7F3F80B61E7FFE0');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',9,'stored-8','ammunition.explained',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲','乙','{"lot":"24-07","movement":{"at":"2024-06-01T08:00:00Z","lot":"24-07","rounds":10,"source":"end/lost","target":"depot/1"},"reason":"漏记","stocktake":"x:8"}',X'3274491ABDC9B7CA93C49BE614C9E3BCBA5FB9CA4E1BB0B3A7F3F80B61E7FFE0',X'889C044B4AB40304ACABAC3D1CF12F163BFD24B4179B6FBFB72F2BE1ED257B82');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',10,'stored-9','airspace.requested',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"answered_at":null,"approval":"","azimuth_from_deg":null,"azimuth_to_deg":null,"closed_at":null,"equipment":["gun"],"granted":null,"max_height_msl_m":null,"number":"K1","remarks":"","requested_at":"2024-06-01T06:00:00Z","requested_by":"甲","sites":["140322003"],"status":"requested","wanted":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"}}',X'889C044B4AB40304ACABAC3D1CF12F163BFD24B4179B6FBFB72F2BE1ED257B82',X'2A83CC05DFB8CDA6E3D05B20C9A5E12F4F2F1837B8EF80C0C2A83EF4E41B1D4F');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',11,'stored-10','airspace.answered',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"answered_at":null,"approval":"批 9","azimuth_from_deg":null,"azimuth_to_deg":null,"closed_at":null,"equipment":["gun"],"granted":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"},"max_height_msl_m":null,"number":"K1","remarks":"","requested_at":"2024-06-01T06:00:00Z","requested_by":"甲","sites":["140322003"],"status":"granted","wanted":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"}}',X'2A83CC05DFB8CDA6E3D05B20C9A5E12F4F2F1837B8EF80C0C2A83EF4E41B1D4F',X'E11EF2BA7A4ACBF3E5182B133D3F54F7BD352C7CFD03B679E795E0D5BF373380');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',12,'stored-11','airspace.closed',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"answered_at":null,"approval":"批 9","azimuth_from_deg":null,"azimuth_to_deg":null,"closed_at":"2024-06-01T07:00:00Z","equipment":["gun"],"granted":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"},"max_height_msl_m":null,"number":"K1","remarks":"","requested_at":"2024-06-01T06:00:00Z","requested_by":"甲","sites":["140322003"],"status":"closed","wanted":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"}}',X'E11EF2BA7A4ACBF3E5182B133D3F54F7BD352C7CFD03B679E795E0D5BF373380',X'10C17A959A5779C910AB0E0F85A032617BB37119238BC2B514AE113FD4433375');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',13,'stored-12','process.confirmed',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"confirmed_by":"甲","criteria":null,"evidence":[{"confidence":"reported","ingredient":"cape_jkg","label":"","reason":"","source":"例","threshold":">= 500","value":"812.5","verdict":"met","weight":"1.0"}],"id":"P1","origins":[],"purposes":["hail"],"remarks":"","score":"0.75","source":"","synoptic_type":"","window":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"}}',X'10C17A959A5779C910AB0E0F85A032617BB37119238BC2B514AE113FD4433375',X'056E722DE0B468AECFC588C44EDE034F52573A16CBEFD8BB48277FAE570A526D');
INSERT INTO "journal" VALUES('yuxian-example-0badc0de',14,'stored-13','rule.waived',1,'2024-06-01T06:00:00Z','2024-06-01T06:00:00Z','甲',NULL,'{"reason":"应急","rule":"M301","subject":"2024-002"}',X'056E722DE0B468AECFC588C44EDE034F52573A16CBEFD8BB48277FAE570A526D',X'C3C8300183EF057A5143F6F2183A47359984827A9AC7F79CBD72BA92D1ED2070');
CREATE TABLE lot (no TEXT PRIMARY KEY, type TEXT NOT NULL, expires_on TEXT, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "lot" VALUES('24-07','shell-37','2029-06-30','{"expires_on":"2029-06-30","made_on":null,"maker":"A","no":"24-07","remarks":"","source":"","stopped_on":null,"type":"shell-37"}');
CREATE TABLE movement (chain TEXT NOT NULL, seq INTEGER NOT NULL, n INTEGER NOT NULL, cause TEXT NOT NULL,
        operation TEXT, lot TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL CHECK (target <> source),
        rounds INTEGER NOT NULL CHECK (rounds > 0), at TEXT NOT NULL, PRIMARY KEY (chain, seq, n)) STRICT, WITHOUT ROWID;
INSERT INTO "movement" VALUES('yuxian-example-0badc0de',5,0,'receive',NULL,'24-07','maker/A','depot/1',40,'2024-06-01T06:00:00Z');
INSERT INTO "movement" VALUES('yuxian-example-0badc0de',5,1,'receive',NULL,'24-07','depot/1','site/140322003',20,'2024-06-01T06:00:00Z');
INSERT INTO "movement" VALUES('yuxian-example-0badc0de',7,0,'firing','2024-001','24-07','site/140322003','end/fired',7,'2024-06-01T07:03:00Z');
INSERT INTO "movement" VALUES('yuxian-example-0badc0de',7,1,'firing','2024-001','24-07','site/140322003','dud/140322003',1,'2024-06-01T07:03:00Z');
INSERT INTO "movement" VALUES('yuxian-example-0badc0de',9,0,'explain',NULL,'24-07','end/lost','depot/1',10,'2024-06-01T08:00:00Z');
CREATE TABLE operation (no TEXT PRIMARY KEY, chain TEXT NOT NULL, seq INTEGER NOT NULL, versions INTEGER NOT NULL,
        voided INTEGER NOT NULL, recorded_at TEXT NOT NULL, recorded_by TEXT NOT NULL, site TEXT NOT NULL,
        purpose TEXT NOT NULL, joint TEXT, process TEXT, clearance TEXT, start_at TEXT NOT NULL, end_at TEXT NOT NULL,
        area_km2 REAL, seen TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "operation" VALUES('2024-001','yuxian-example-0badc0de',7,2,0,'2024-06-01T06:00:00Z','甲','140322003','hail',NULL,NULL,NULL,'2024-06-01T07:00:00Z','2024-06-01T07:03:00Z',NULL,'','{"approver":null,"area":null,"attachments":[],"clearance":null,"commander":null,"crew":[],"focus":"other","instructed_at":null,"instruction_no":"","joint":null,"position":null,"process":null,"provenance":"observed","purpose":"hail","recorder":null,"releases":[{"azimuths_deg":["350.5"],"duds":1,"elevations_deg":[],"end":"2024-06-01T07:03:00Z","equipment":"G1","lot":"24-07","place":null,"rounds":7,"start":"2024-06-01T07:00:00Z"}],"remarks":"－5℃\n好","reported_at":null,"seeding_base_msl_m":null,"seeding_top_msl_m":null,"site":"140322003","source":"","weather":{"after":"","before":"","cloud_type":"","damage":"","echo_top_km":null,"effect":"","hail_observed":null,"height_0c_msl_m":null,"height_minus10c_msl_m":null,"height_minus5c_msl_m":null,"max_reflectivity_dbz":null,"rain_mm":null,"surface_wind_from_deg":null,"surface_wind_ms":null,"vil_kgm2":null}}');
CREATE TABLE operation_version (no TEXT NOT NULL, version INTEGER NOT NULL, chain TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (no, version)) STRICT, WITHOUT ROWID;
INSERT INTO "operation_version" VALUES('2024-001',1,'yuxian-example-0badc0de',6);
INSERT INTO "operation_version" VALUES('2024-001',2,'yuxian-example-0badc0de',7);
CREATE TABLE person (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "person" VALUES('甲','{"active":true,"certificate":"","confidence":"unverified","examined_on":null,"filed_on":null,"id":"甲","name":"张三","roles":["commander"],"site":null,"source":"","trained_on":"2024-03-01","valid_until":null}');
CREATE TABLE process (id TEXT PRIMARY KEY, start_at TEXT NOT NULL, end_at TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "process" VALUES('P1','2024-06-01T06:00:00Z','2024-06-01T07:00:00Z','{"confirmed_by":"甲","criteria":null,"evidence":[{"confidence":"reported","ingredient":"cape_jkg","label":"","reason":"","source":"例","threshold":">= 500","value":"812.5","verdict":"met","weight":"1.0"}],"id":"P1","origins":[],"purposes":["hail"],"remarks":"","score":"0.75","source":"","synoptic_type":"","window":{"end":"2024-06-01T07:00:00Z","start":"2024-06-01T06:00:00Z"}}');
CREATE TABLE release (no TEXT NOT NULL, n INTEGER NOT NULL, equipment TEXT NOT NULL, lot TEXT, place TEXT NOT NULL,
        rounds INTEGER NOT NULL CHECK (rounds >= 0), duds INTEGER NOT NULL CHECK (duds >= 0),
        start_at TEXT NOT NULL, end_at TEXT NOT NULL, PRIMARY KEY (no, n)) STRICT, WITHOUT ROWID;
INSERT INTO "release" VALUES('2024-001',0,'G1','24-07','site/140322003',7,1,'2024-06-01T07:00:00Z','2024-06-01T07:03:00Z');
CREATE TABLE shortfall (lot TEXT NOT NULL, n INTEGER NOT NULL, place TEXT NOT NULL, rounds INTEGER NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (lot, n)) STRICT, WITHOUT ROWID;
CREATE TABLE stocktake (chain TEXT NOT NULL, seq INTEGER NOT NULL, place TEXT NOT NULL, at TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
INSERT INTO "stocktake" VALUES('yuxian-example-0badc0de',8,'depot/1','2024-06-01T06:00:00Z','{"at":"2024-06-01T06:00:00Z","counted_by":["甲","乙"],"counts":[{"lot":"24-07","rounds":30}],"place":"depot/1","remarks":""}');
CREATE TABLE waiver (chain TEXT NOT NULL, seq INTEGER NOT NULL, subject TEXT NOT NULL, rule TEXT NOT NULL,
        body TEXT NOT NULL, PRIMARY KEY (chain, seq)) STRICT, WITHOUT ROWID;
INSERT INTO "waiver" VALUES('yuxian-example-0badc0de',14,'2024-002','M301','{"reason":"应急","rule":"M301","subject":"2024-002"}');
CREATE TRIGGER journal_is_final BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'journal entries are final'); END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'journal entries are kept'); END;
CREATE TRIGGER journal_follows_on BEFORE INSERT ON journal
    WHEN EXISTS (SELECT 1 FROM journal WHERE uid = NEW.uid)
      OR EXISTS (SELECT 1 FROM journal WHERE chain = NEW.chain AND seq = NEW.seq)
      OR NEW.seq <> 1 + coalesce((SELECT max(seq) FROM journal WHERE chain = NEW.chain), 0)
      OR NEW.prev <> coalesce((SELECT hash FROM journal WHERE chain = NEW.chain AND seq = NEW.seq - 1), zeroblob(32))
    BEGIN SELECT RAISE(ABORT, 'journal entry does not follow on'); END;
CREATE TRIGGER about_is_final BEFORE UPDATE ON about BEGIN SELECT RAISE(ABORT, 'about is final'); END;
CREATE TRIGGER about_is_kept BEFORE DELETE ON about BEGIN SELECT RAISE(ABORT, 'about is kept'); END;
CREATE TRIGGER about_is_told_once BEFORE INSERT ON about WHEN EXISTS (SELECT 1 FROM about WHERE name = NEW.name)
    BEGIN SELECT RAISE(ABORT, 'about is told once'); END;
CREATE INDEX operation_by_start ON operation (start_at);
CREATE INDEX movement_by_lot ON movement (lot, at);
COMMIT;
