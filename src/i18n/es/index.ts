import admin from './admin.json'
import shell from './shell.json'
import team from './team.json'
import work from './work.json'

export default { ...shell, ...work, ...admin, ...team }
