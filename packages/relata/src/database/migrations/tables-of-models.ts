import { Migration } from '@mikro-orm/migrations';
import { SessionSchemaGenerator } from './schema-generator.js';

/**
 * The one migration of an application that has no folder of them: it makes the tables of the models
 * as they are when it is run, and brings no later change of theirs to a database.
 */
export class TablesOfModels extends Migration {
  override name = TablesOfModels.name;

  override async up(): Promise<void> {
    const generator = new SessionSchemaGenerator(this.getEntityManager());
    const sql = await generator.getCreateSchemaSQL({ wrap: false });
    // Several statements in one text: a SQLite connection runs them in the transaction it is in.
    if (this.config.getPlatform().supportsMultipleStatements()) {
      this.addSql(sql);
    } else {
      await this.driver.getConnection().executeDump(sql);
    }
  }
}
